import type { AddressInfo } from 'node:net'
import { SMTPServer } from 'smtp-server'

/** A mail as it came over SMTP. */
export interface ReceivedMail {
  from: string
  to: string[]
  /** Headers and body, as they were sent. */
  raw: string
}

export interface TestMailServer {
  /** To be put into a resource of type `mail_server`. */
  resource: RT.MailServer
  mails: ReceivedMail[]
  stop(): Promise<void>
}

export interface TestMailServerOptions {
  /** The password that is asked for; none, when absent. */
  password?: string
  /** Mail for these is refused. */
  refused?: string[]
}

/** A mail server on this machine that keeps what it gets and sends nothing on. */
export async function startMailServer({ password, refused = [] }: TestMailServerOptions = {}): Promise<TestMailServer> {
  const mails: ReceivedMail[] = []
  const server = new SMTPServer({
    ...{ authOptional: password === undefined, allowInsecureAuth: true, disabledCommands: ['STARTTLS'], logger: false },
    onAuth({ username, password: given }, _, done) {
      if (given === password) done(null, { user: username })
      else done(new Error('This login is not known.'))
    },
    onRcptTo({ address }, _, done) {
      done(refused.includes(address) ? new Error('Nobody lives here.') : null)
    },
    onData(stream, { envelope }, done) {
      let raw = ''
      stream.on('data', (chunk) => {
        raw += chunk
      })
      stream.on('end', () => {
        const from = envelope.mailFrom ? envelope.mailFrom.address : ''
        mails.push({ from, to: envelope.rcptTo.map(({ address }) => address), raw })
        done()
      })
    },
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.server.address() as AddressInfo
  return {
    resource: { host: '127.0.0.1', port, from: 'millwright@example.com' },
    mails,
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  }
}
