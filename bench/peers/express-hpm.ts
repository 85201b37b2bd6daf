import { Agent } from 'node:http'
import express from 'express'
import { createProxyMiddleware } from 'http-proxy-middleware'

/** http-proxy-middleware as its users mount it, with the agent that keeps connections. */
const { VENDOR_PORT, PORT } = process.env
const target = `http://127.0.0.1:${VENDOR_PORT}`

express()
  .disable('x-powered-by')
  .use(createProxyMiddleware({ target, agent: new Agent({ keepAlive: true }) }))
  .listen(Number(PORT), '127.0.0.1')
