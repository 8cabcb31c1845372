"""Tables that people send: csv files and workbooks, bounded, read whole or refused whole. Meaning is given above."""
