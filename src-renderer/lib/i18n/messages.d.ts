/** The table of messages with the texts of one language (one-language.ts). */
declare module '*/messages/index.ts?en' {
  export const messages: Readonly<Record<string, string>>;
}
declare module '*/messages/index.ts?ko' {
  export const messages: Readonly<Record<string, string>>;
}
