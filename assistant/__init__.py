"""The online half of Dateline: a question becomes a verified answer."""
