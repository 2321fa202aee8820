import { Link, Route, Switch, useLocation } from 'wouter'
import { FileScreen } from './file-screen.tsx'
import { FineTuneListScreen } from './fine-tune-list-screen.tsx'
import { FineTuneScreen } from './fine-tune-screen.tsx'
import { NewFineTuneScreen } from './new-fine-tune-screen.tsx'
import { PlaygroundScreen } from './playground-screen.tsx'
import { Screen } from './screen.tsx'

export const App = () => (
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
          <NavLink href="/">Fine-tunes</NavLink>
          <NavLink href="/playground">Playground</NavLink>
          <NavLink href="/files">Files</NavLink>
        </nav>
        <Link className="button primary" href="/fine-tunes/new">
          New fine-tune
        </Link>
      </div>
    </header>
    <Switch>
      <Route path="/" component={FineTuneListScreen} />
      <Route path="/fine-tunes/new" component={NewFineTuneScreen} />
      <Route path="/fine-tunes/:id">{({ id }) => <FineTuneScreen id={id} key={id} />}</Route>
      <Route path="/playground" component={PlaygroundScreen} />
      <Route path="/files" component={FileScreen} />
      <Route>
        <Screen title="Page not found">
          <p>
            There is nothing at this address. <Link href="/">See all fine-tunes</Link>
          </p>
        </Screen>
      </Route>
    </Switch>
    <footer className="bottom">
      <p className="bottom-inner">
        Local models are tiny GPTs (0.6 to 3.1 M parameters) trained on your machine, not OpenAI’s.
      </p>
    </footer>
  </>
)

const NavLink = ({ href, children }: { readonly href: string; readonly children: string }) => {
  const [location] = useLocation()
  // A job is part of the list.
  const current = location === href || (href === '/' && location.startsWith('/fine-tunes/ft'))
  return (
    <Link className="nav-link" href={href} aria-current={current ? 'page' : undefined}>
      {children}
    </Link>
  )
}
