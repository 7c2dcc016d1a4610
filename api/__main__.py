"""`python -m api` is the command `kb`."""

import sys

from api.cli import main

sys.exit(main())
