"""The child process that trains an adapter; it writes only to its run's folder.

``python -m evotr.night.training RUN_FOLDER`` reads the folder's plan and rows, tells
`evotr.night.events` on its standard output, and obeys the lines ``pause``, ``resume``
and ``stop`` on its standard input; its end stops it too.
"""
