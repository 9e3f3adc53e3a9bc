"""The page for the meeting: a local server that answers every move with a proof.

`desk` answers moves, `pool` shares the solver fairly, `door` guards the requests, `app` puts them
together; what the browser gets is in `page/`.
"""
