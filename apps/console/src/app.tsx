import { type ComponentType, lazy, Suspense } from 'react'
import { Link, Route, Switch, useLocation } from 'wouter'
import { useConnectionChoice } from './connection-provider.tsx'
import { JobListScreen } from './job-list-screen.tsx'
import { Screen } from './screen.tsx'

/** A screen whose code comes when it is first looked at. */
const later = <Props extends object>(load: () => Promise<ComponentType<Props>>) =>
  lazy(async () => ({ default: await load() }))

const FineTuneScreen = later(async () => (await import('./fine-tune-screen.tsx')).FineTuneScreen)
const FineTuningJobScreen = later(
  async () => (await import('./fine-tuning-job-screen.tsx')).FineTuningJobScreen,
)
const NewJobScreen = later(async () => (await import('./new-job-screen.tsx')).NewJobScreen)
const CompareScreen = later(async () => (await import('./compare-screen.tsx')).CompareScreen)
const PlaygroundScreen = later(
  async () => (await import('./playground-screen.tsx')).PlaygroundScreen,
)
const FileScreen = later(async () => (await import('./file-screen.tsx')).FileScreen)
const ModelScreen = later(async () => (await import('./model-screen.tsx')).ModelScreen)
const ConnectionScreen = later(
  async () => (await import('./connection-screen.tsx')).ConnectionScreen,
)

export const App = () => {
  const { isInPage } = useConnectionChoice()
  return (
    <>
      <a className="skip" href="#main">
        Skip to content
      </a>
      <header className="top">
        <div className="top-inner">
          <Link className="brand" href="/">
            <svg viewBox="0 0 20 20" aria-hidden="true">
              <path d="M2 3.500c2 8.500 6 11.500 15 12.500" />
              <circle cx="17" cy="16" r="2.5" />
            </svg>
            Finetune
          </Link>
          <nav aria-label="Main">
            <NavLink href="/">Jobs</NavLink>
            <NavLink href="/playground">Playground</NavLink>
            <NavLink href="/models">Models</NavLink>
            <NavLink href="/files">Files</NavLink>
            <NavLink href="/connection">Connection</NavLink>
          </nav>
          <Link className="button primary" href="/new">
            New fine-tune
          </Link>
        </div>
      </header>
      {isInPage && <InPage />}
      <Suspense fallback={<main id="main" tabIndex={-1} aria-busy="true" />}>
        <Switch>
          <Route path="/" component={JobListScreen} />
          <Route path="/new" component={NewJobScreen} />
          <Route path="/compare" component={CompareScreen} />
          <Route path="/jobs/:id">{({ id }) => <FineTuningJobScreen id={id} key={id} />}</Route>
          <Route path="/fine-tunes/:id">{({ id }) => <FineTuneScreen id={id} key={id} />}</Route>
          <Route path="/playground" component={PlaygroundScreen} />
          <Route path="/models" component={ModelScreen} />
          <Route path="/files" component={FileScreen} />
          <Route path="/connection" component={ConnectionScreen} />
          <Route>
            <Screen title="Page not found">
              <p>
                There is nothing at this address. <Link href="/">See all jobs</Link>
              </p>
            </Screen>
          </Route>
        </Switch>
      </Suspense>
      <footer className="bottom">
        <p className="bottom-inner">
          Local models are tiny GPTs (1.6 to 4.1 M parameters) trained on your machine, not
          OpenAI’s.
        </p>
      </footer>
    </>
  )
}

/** What is lost when the page is loaded again is said before it is made. */
const InPage = () => (
  <aside className="banner">
    <p className="banner-inner">
      No server: this page trains by itself, and forgets everything when it is closed or loaded
      again. <Link href="/connection">Connect to one</Link>
    </p>
  </aside>
)

const NavLink = ({ href, children }: { readonly href: string; readonly children: string }) => {
  const [location] = useLocation()
  // A job is part of the list.
  const isJob = /^\/(jobs|fine-tunes)\//.test(location)
  const current = location === href || (href === '/' && isJob)
  return (
    <Link className="nav-link" href={href} aria-current={current ? 'page' : undefined}>
      {children}
    </Link>
  )
}
