"""Whether /proc shows the processes of the tests under the numbers they know: in some sandboxes it counts otherwise."""

import os

VISIBLE = os.path.basename(os.path.realpath("/proc/self")) == str(os.getpid())
