// Keeps pages fresh and keys at hand. Nothing here is needed to read a page or to send a form.
;(() => {
  const main = document.getElementById('content')
  const LATEST_REFRESH_MS = 150

  // Regions: each element with `data-live` is replaced by the one of the same id in a newly made page, where they differ.
  let refreshing
  let again = false
  async function refresh() {
    if (refreshing) {
      again = true
      return refreshing
    }
    refreshing = fetchAndReplace().finally(() => {
      refreshing = undefined
      if (again) {
        again = false
        setTimeout(refresh, LATEST_REFRESH_MS)
      }
    })
    return refreshing
  }

  async function fetchAndReplace() {
    const answer = await fetch(location.href, { headers: { accept: 'text/html', 'x-refresh': 'live' } }).catch(
      () => undefined,
    )
    sayOffline(!answer)
    // The login is over, or the job is gone with a server that kept nothing.
    if (answer?.redirected || answer?.status === 404) return location.reload()
    if (!answer?.ok) return
    const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html')
    for (const old of document.querySelectorAll('[data-live]')) {
      const made = fresh.getElementById(old.id)
      if (!made || made.isEqualNode(old)) continue
      keepState(old, made)
      const focused = old.contains(document.activeElement) ? document.activeElement.id : ''
      old.replaceWith(document.adoptNode(made))
      if (focused) document.getElementById(focused)?.focus({ preventScroll: true })
    }
    localTimes()
    const next = fresh.getElementById('content')
    if (!next?.dataset.refresh) clearInterval(timer)
    if (!next?.dataset.follow) events?.close()
  }

  /** Says that nothing new can be shown, for as long as the server does not answer. */
  function sayOffline(offline) {
    const said = document.getElementById('offline')
    if (!offline) return said?.remove()
    if (said) return
    const note = document.createElement('p')
    note.id = 'offline'
    note.className = 'notice offline'
    note.setAttribute('role', 'status')
    note.textContent = 'The server does not answer. This page goes on as soon as it does.'
    document.body.append(note)
  }

  /** What the reader has opened stays open. */
  function keepState(old, made) {
    const open = [...old.querySelectorAll('details')].map((each) => each.open)
    for (const [index, each] of [...made.querySelectorAll('details')].entries()) each.open = open[index] ?? each.open
  }

  const every = Number(main.dataset.refresh)
  const timer = every ? setInterval(() => document.visibilityState === 'visible' && refresh(), every) : undefined

  // A job that runs: what it writes is added as it comes; anything else makes its regions fresh.
  let events
  function follow(address) {
    const log = document.getElementById('log')
    const stream = document.getElementById('stream')
    events = new EventSource(address)
    events.onmessage = ({ data }) => {
      const update = JSON.parse(data)
      const next = new URL(address, location.href)
      if (update.log_offset !== undefined) next.searchParams.set('log_offset', update.log_offset)
      if (update.stream_offset !== undefined) next.searchParams.set('stream_offset', update.stream_offset)
      address = next.href
      if (log && update.new_logs) append(log, update.new_logs)
      if (stream && update.new_result_stream) append(stream, update.new_result_stream)
      if (update.type === 'ping') return
      if (update.type === 'timeout' || update.type === 'notfound') events.close()
      if (update.type === 'timeout') return follow(address)
      if (update.completed) {
        events.close()
        clearInterval(timer)
        if (stream) stream.hidden = true
        if (log) log.dataset.empty = log.dataset.emptyAtEnd
      }
      refresh()
    }
    events.onerror = () => {
      events.close()
      setTimeout(() => refresh().then(() => follow(address)), 1000)
    }
  }

  const ANSI = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*[A-Za-z]`, 'g')
  function append(element, text) {
    const atEnd = element.scrollTop + element.clientHeight >= element.scrollHeight - 4
    element.hidden = false
    element.append(text.replace(ANSI, ''))
    if (atEnd) element.scrollTop = element.scrollHeight
  }

  if (main.dataset.follow) follow(main.dataset.follow)
  addEventListener('pagehide', () => events?.close())

  // Keys: Ctrl+Enter sends the form that is written in, a key named by `data-shortcut` goes to its field.
  addEventListener('keydown', (event) => {
    const field = event.target.closest?.('input, textarea, select')
    if (field?.form && event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault()
      return field.form.requestSubmit(field.form.querySelector('.primary'))
    }
    if (field || event.ctrlKey || event.metaKey || event.altKey) return
    const wanted = [...document.querySelectorAll('[data-shortcut]')].find((each) => each.dataset.shortcut === event.key)
    if (!wanted) return
    event.preventDefault()
    wanted.focus()
  })

  // Menus close with Escape, and when something else is done.
  addEventListener('keydown', (event) => {
    const menu = event.key === 'Escape' && event.target.closest?.('details.menu[open]')
    if (!menu) return
    menu.open = false
    menu.querySelector('summary').focus()
  })
  addEventListener('click', (event) => {
    for (const menu of document.querySelectorAll('details.menu[open]')) {
      if (!menu.contains(event.target)) menu.open = false
    }
  })

  /** Exact times in the reader's own time zone. */
  function localTimes() {
    for (const time of document.querySelectorAll('time')) time.title = new Date(time.dateTime).toLocaleString()
  }
  localTimes()

  document.querySelector('[aria-invalid]')?.focus()
})()
