import { expect, test } from '../fixtures/launch.ts';
import { workbenchPid } from '../steps/processes.ts';
import { inFront, openScreen } from '../steps/screens.ts';
import { actOnTopic, makeTopics, topicRow } from '../steps/topics.ts';

test.use({ nodes: 1 });
test.skip(process.platform === 'win32', 'there is no SIGSTOP from outside');

test('a topic whose creation got no answer is not called not created, and is there once the node goes on', async ({
  product: { page, ready },
}) => {
  await openScreen(page, 'topics');
  await inFront(page, 'create-topic').click();
  const dialog = page.getByTestId('create-topic-dialog');
  await dialog.getByTestId('topic-name').fill('orders');
  const { pid } = ready.nodes[0];
  process.kill(pid, 'SIGSTOP');
  try {
    await dialog.getByRole('button', { name: 'Create', exact: true }).click();
    const error = dialog.getByTestId('error');
    await expect(error).toContainText('Whether topic orders was created is not known.', { timeout: 30_000 });
    await expect(error).toContainText('The request was sent, and no answer came.');
    await expect(error).toContainText('did not answer then either. Look at the list of topics');
    await expect(error).not.toContainText('was not created');
    // The cluster is known to be gone by now: nothing leaves, which says nothing of what was sent before.
    await dialog.getByRole('button', { name: 'Create', exact: true }).click();
    await expect(error).toContainText('this request was not sent', { timeout: 30_000 });
    await expect(error).toContainText('Whether topic orders was created is not known.');
  } finally {
    process.kill(pid, 'SIGCONT');
  }
  await page.keyboard.press('Escape');
  await expect(topicRow(page, 'orders')).toBeVisible({ timeout: 30_000 });
});

test.describe('in Korean', () => {
  test.use({ locale: 'ko-KR' });

  test('a deletion that got no answer says in Korean that nobody knows, and where to look', async ({
    product: { page, ready },
  }) => {
    await makeTopics(ready.bootstrapServers, [{ topic: 'orders' }]);
    await actOnTopic(page, 'orders', '토픽 삭제');
    const dialog = page.getByTestId('confirm-dialog');
    await dialog.getByTestId('confirm-name').fill('orders');
    const { pid } = ready.nodes[0];
    process.kill(pid, 'SIGSTOP');
    try {
      await dialog.getByRole('button', { name: '토픽 삭제', exact: true }).click();
      const error = dialog.getByTestId('error');
      await expect(error).toContainText('토픽 orders이(가) 삭제되었는지 알 수 없습니다.', {
        timeout: 30_000,
      });
      await expect(error).toContainText('요청은 보냈지만 응답이 오지 않았습니다.');
      await expect(error).toContainText('다시 하기 전에 토픽 목록을 확인하세요.');
    } finally {
      process.kill(pid, 'SIGCONT');
    }
    await page.keyboard.press('Escape');
    await expect(topicRow(page, 'orders')).toHaveCount(0, { timeout: 30_000 });
  });
});

test('a workbench that stands still is told, and so is that it goes on', async ({
  product: { page, ready },
}) => {
  const pid = workbenchPid(ready.supervisorPid);
  await openScreen(page, 'topics');
  process.kill(pid, 'SIGSTOP');
  try {
    await expect(page.getByTestId('workbench-lost')).toContainText('has not answered for a while', {
      timeout: 30_000,
    });
    await expect(page.getByTestId('connection')).toHaveAttribute('data-state', 'disconnected');
  } finally {
    process.kill(pid, 'SIGCONT');
  }
  await expect(page.getByTestId('workbench-lost')).toHaveCount(0);
  await expect(page.getByTestId('connection')).toHaveAttribute('data-state', 'connected');
});
