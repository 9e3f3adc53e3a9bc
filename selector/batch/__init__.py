"""The job after the deadline: unattended, once, completely, and on record.

A walk through the files of this room: `config` is read, the `turn` is taken, the `inbox` is looked
at twice, what has settled is kept (`receipts`), what was received becomes one round (`gather`),
each scenario is run and verified (`stages`), the whole is put on `record` in a chain, and somebody
is told (`telling`).
"""
