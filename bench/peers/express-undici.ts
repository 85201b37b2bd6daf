import express from 'express'
import { Pool } from 'undici'

/** A proxy as one writes it on Express, with undici's `request`. */
const { VENDOR_PORT, PORT } = process.env
const pool = new Pool(`http://127.0.0.1:${VENDOR_PORT}`, { connections: null })

express()
  .disable('x-powered-by')
  .use(async (req, res) => {
    const gone = new AbortController()
    res.on('close', () => {
      if (!res.writableFinished) gone.abort()
    })
    const { connection: _hop, 'transfer-encoding': _framing, ...headers } = req.headers
    try {
      const answer = await pool.request({ path: req.url, method: 'POST', headers, body: req, signal: gone.signal })
      const { connection: _own, 'keep-alive': _alive, ...passed } = answer.headers
      res.writeHead(answer.statusCode, passed)
      answer.body.on('error', () => res.destroy())
      answer.body.pipe(res)
    } catch {
      res.destroy()
    }
  })
  .listen(Number(PORT), '127.0.0.1')
