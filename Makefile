# One-line names for what ./run does; ./run --help says more.
.PHONY: serve test full check docs screens backup verify shell sql
serve: ; ./run
test: ; ./run test
full: ; ./run test --full
check: ; ./run check
docs: ; ./run docs
screens: ; ./run screens
backup: ; ./run backup
verify: ; ./run ledger verify
shell: ; ./run shell
sql: ; ./run dbshell
