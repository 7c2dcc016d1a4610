"""The default encoder's training: pairs, vocabulary, training, figures."""
