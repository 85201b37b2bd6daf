import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Child } from '../children.ts'
import { freePort, listening } from '../ports.ts'
import type { Surroundings } from './target.ts'

export const nginxMissing = () =>
  spawnSync('nginx', ['-v']).error === undefined ? undefined : 'nginx is not installed (Debian: nginx-light)'

export async function startNginx({ vendorPort, folder }: Surroundings) {
  const port = await freePort()
  const file = join(folder, 'nginx.conf')
  writeFileSync(file, config(folder, port, vendorPort))
  const logFile = join(folder, 'log')
  const child = new Child(['nginx', '-e', logFile, '-p', folder, '-c', file], { place: 'target', logFile })
  await listening(port, child)
  return { port, children: [child] }
}

const config = (folder: string, port: number, vendorPort: number) => `
daemon off;
worker_processes 1;
worker_rlimit_nofile 20000;
pid ${folder}/pid;
events { worker_connections 16000; }
http {
  access_log off;
  client_body_temp_path ${folder}/body;
  proxy_temp_path ${folder}/proxy;
  fastcgi_temp_path ${folder}/fastcgi;
  uwsgi_temp_path ${folder}/uwsgi;
  scgi_temp_path ${folder}/scgi;
  client_body_buffer_size 256k;
  client_max_body_size 64m;
  keepalive_requests 100000000;
  upstream vendor { server 127.0.0.1:${vendorPort}; keepalive 512; keepalive_requests 100000000; }
  server {
    listen 127.0.0.1:${port} backlog=4096;
    location / {
      proxy_pass http://vendor;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_buffering off;
      proxy_read_timeout 600s;
    }
  }
}
`
