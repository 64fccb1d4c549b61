/// <reference types="vite/client" />

declare module 'monaco-editor/editor/editor.worker?worker' {
  const workerConstructor: new () => Worker;
  export default workerConstructor;
}
declare module 'monaco-editor/language/json/json.worker?worker' {
  const workerConstructor: new () => Worker;
  export default workerConstructor;
}
