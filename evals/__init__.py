"""How good the assistant is, measured from the command line. Never imported by the app."""
