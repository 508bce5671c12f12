// A GPU server on Node's http module, with its own keep-alive. It says on its output what it gets and what it does.
//
// backend.mjs PORT [SECONDS]    after SECONDS (Node's default where there is none) an idle connection is closed
import { createServer } from 'node:http';

const sleep = (seconds) => new Promise((resolve) => setTimeout(resolve, seconds * 1000));

async function finish(job) {
  await sleep(job.work ?? 0.05);
  for (let i = 0; i < 5; i++) {
    try {
      const answer = await fetch(job.callback_url, { method: 'POST', body: `result of ${job.job_id}`, headers: { 'X-Callback-Secret': job.callback_secret ?? '' } });
      if (answer.ok) {
        console.log('called-back', job.job_id);
        return;
      }
    } catch {
      // The proxy is away.
    }
    await sleep(1);
  }
}

const server = createServer(async (request, response) => {
  if (request.method === 'GET') {
    response.writeHead(200, { 'Content-Type': 'application/json' }).end('{"state":"ready"}');
    return;
  }
  const parts = [];
  try {
    for await (const part of request) parts.push(part);
  } catch {
    return;
  }
  const job = JSON.parse(Buffer.concat(parts));
  console.log('arrived', job.job_id);
  if (job.mode === 'stream') {
    response.writeHead(200, { 'Content-Type': 'text/event-stream' });
    for (let number = 0; number < 5; number++) {
      response.write(`data: ${number}\n\n`);
      await sleep(0.2);
    }
    response.end();
    return;
  }
  await sleep(job.seconds ?? 0);
  response.writeHead(202, { 'Content-Type': 'application/json' }).end(JSON.stringify({ job_id: job.job_id, status: 'queued' }));
  console.log('answered', job.job_id);
  if (job.callback_url) finish(job);
});
if (process.argv[3]) server.keepAliveTimeout = Number(process.argv[3]) * 1000;
server.listen(Number(process.argv[2]), '127.0.0.1', 511);
