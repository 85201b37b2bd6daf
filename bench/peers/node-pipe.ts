import { Agent, createServer, request } from 'node:http'

/** The least that a proxy on node:http can do. */
const { VENDOR_PORT, PORT } = process.env
const agent = new Agent({ keepAlive: true })

createServer((req, res) => {
  const { method, url, headers } = req
  const upstream = request({ host: '127.0.0.1', port: VENDOR_PORT, method, path: url, headers, agent }, (answer) => {
    res.writeHead(answer.statusCode ?? 502, answer.headers)
    answer.pipe(res)
  })
  upstream.on('error', () => res.destroy())
  res.on('close', () => {
    if (!res.writableFinished) upstream.destroy()
  })
  req.pipe(upstream)
}).listen(Number(PORT), '127.0.0.1')
