declare module 'hoodiecrow-imap' {
  interface Server {
    listen(port: number, host: string, done: () => void): void;
    close(done: () => void): void;
    appendMessage(mailbox: string, flags: string[], date: string | false, raw: Buffer): void;
  }
  export default function hoodiecrow(options: Record<string, unknown>): Server;
}
