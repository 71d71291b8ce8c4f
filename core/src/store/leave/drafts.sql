SELECT draft, body FROM draft
