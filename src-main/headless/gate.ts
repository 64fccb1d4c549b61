/**
 * The page for a browser without a session. With a code in the fragment it exchanges it and goes on to the workbench;
 * otherwise it says what to do. Its script is a file of its own because the policy forbids inline ones.
 */
export const GATE_PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Sluice</title>
<link rel="icon" href="data:,">
<meta name="color-scheme" content="light dark">
<style>
body { font: 15px/1.6 system-ui, sans-serif; max-width: 34rem; margin: 20vh auto; padding: 0 1.5rem }
h1 { font-size: 1.1rem; font-weight: 600 }
</style>
<script src="/gate.js" type="module"></script>
</head>
<body><noscript>The workbench needs JavaScript.</noscript><main hidden></main></body>
</html>
`;

export const GATE_SCRIPT = `const texts = {
  en: ['This browser is not signed in', 'Open the newest address that Sluice printed in its terminal. An address works once; after a restart of Sluice it prints a new one.'],
  ko: ['이 브라우저는 로그인되지 않았습니다', 'Sluice가 터미널에 마지막으로 출력한 주소를 여세요. 주소는 한 번만 쓸 수 있고, Sluice를 다시 시작하면 새 주소가 출력됩니다.'],
};
function explain() {
  const language = navigator.language.startsWith('ko') ? 'ko' : 'en';
  document.documentElement.lang = language;
  const main = document.querySelector('main');
  const [title, text] = texts[language];
  main.append(Object.assign(document.createElement('h1'), { textContent: title }));
  main.append(Object.assign(document.createElement('p'), { textContent: text }));
  main.hidden = false;
}
const [, code, place] = /^#code=([\\w-]+)(?:&(\\/.*))?$/.exec(location.hash) ?? [];
history.replaceState(null, '', place === undefined ? '/' : '/#' + place);
const answer = await fetch('/session', { method: 'POST', body: code ?? '' }).catch(() => undefined);
// An address pasted here changes only the fragment, which loads nothing by itself.
addEventListener('hashchange', () => location.reload());
if (answer?.status === 204) location.reload();
else explain();
`;
