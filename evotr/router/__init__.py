"""The router: who answers a question, how sure that is, and why.

Importing this loads no library; `open_router` does.
"""
