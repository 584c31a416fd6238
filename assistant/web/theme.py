"""The page's own theme: paper and ink. Colours are named once, in page.css; system fonts, so nothing is fetched."""

from gradio.themes import Base

SANS = ["-apple-system", "Segoe UI", "Inter", "Noto Sans", "Cantarell", "Liberation Sans", "system-ui", "sans-serif"]
MONO = ["ui-monospace", "SFMono-Regular", "Consolas", "Liberation Mono", "monospace"]

# What stands before page.css is read has its colour here, so that a dark room sees no white flash.
PAPER, PAPER_DARK = "#faf8f3", "#17181b"
_SAME = {
    "body_text_color": "var(--ink)",
    "body_text_color_subdued": "var(--quiet)",
    "background_fill_primary": "var(--card)",
    "background_fill_secondary": "var(--paper)",
    "border_color_primary": "var(--line)",
    "border_color_accent": "var(--accent)",
    "color_accent_soft": "var(--wash)",
    "link_text_color": "var(--accent)",
    "block_background_fill": "transparent",
    "block_border_color": "var(--line)",
    "block_label_background_fill": "var(--card)",
    "block_label_text_color": "var(--quiet)",
    "block_title_text_color": "var(--quiet)",
    "input_background_fill": "var(--card)",
    "input_background_fill_focus": "var(--card)",
    "input_border_color": "var(--line)",
    "input_border_color_focus": "var(--accent)",
    "input_placeholder_color": "var(--quiet)",
    "button_primary_background_fill": "var(--accent)",
    "button_primary_background_fill_hover": "var(--accent-strong)",
    "button_primary_text_color": "var(--on-accent)",
    "button_primary_border_color": "var(--accent)",
    "button_secondary_background_fill": "transparent",
    "button_secondary_background_fill_hover": "var(--wash)",
    "button_secondary_text_color": "var(--ink)",
    "button_secondary_border_color": "var(--line)",
    "checkbox_background_color": "var(--card)",
    "checkbox_background_color_selected": "var(--accent)",
    "checkbox_border_color": "var(--quiet)",
    "checkbox_border_color_hover": "var(--accent)",
    "checkbox_border_color_focus": "var(--accent)",
    "checkbox_border_color_selected": "var(--accent)",
    "panel_background_fill": "transparent",
}
_SHAPE = {
    "color_accent": "var(--accent)",
    "block_border_width": "0px",
    "block_shadow": "none",
    "block_padding": "0px",
    "block_radius": "10px",
    "button_large_radius": "8px",
    "button_small_radius": "8px",
    "button_border_width": "1px",
    "button_primary_shadow": "none",
    "button_secondary_shadow": "none",
    "input_radius": "8px",
    "input_shadow": "none",
    "input_shadow_focus": "none",
    "block_title_text_size": "0.8rem",
    "block_title_text_weight": "500",
    "layout_gap": "12px",
}


def theme() -> Base:
    """Light and dark take the same variables: page.css gives them their values by the reader's preference."""
    values = {**_SHAPE, **_SAME, **{f"{name}_dark": value for name, value in _SAME.items()}}
    chosen = Base(font=SANS, font_mono=MONO)
    return chosen.set(**values, body_background_fill=PAPER, body_background_fill_dark=PAPER_DARK)
