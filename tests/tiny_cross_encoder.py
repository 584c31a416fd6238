"""A cross-encoder of a few kilobytes that sentence-transformers really loads: it ranks by chance, but ever the same."""

from pathlib import Path


def tiny_cross_encoder(folder: Path, figures: int = 1) -> Path:
    """Writes the model to `folder`: BERT of one layer whose tokens are letters; it gives so many `figures` a pair."""
    import torch
    from transformers import BertConfig, BertForSequenceClassification, BertTokenizer

    letters = "abcdefghijklmnopqrstuvwxyz0123456789.,"
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *letters, *(f"##{letter}" for letter in letters)]
    folder.mkdir(parents=True)
    (folder / "vocab.txt").write_text("\n".join(words))
    tokenizer = BertTokenizer(str(folder / "vocab.txt"), model_max_length=128)
    config = BertConfig(
        vocab_size=len(words),
        hidden_size=32,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=32,
        max_position_embeddings=128,
        initializer_range=1.0,  # wide, or all pairs would get much the same figure
    )
    config.num_labels = figures
    with torch.random.fork_rng():
        torch.manual_seed(7)
        BertForSequenceClassification(config).save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder
