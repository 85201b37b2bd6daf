export { createForwarding, type ForwardOptions } from './forwarding.ts'
