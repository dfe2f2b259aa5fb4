"""What it costs to say why: contributions beside SHAP and others, and a night of reasons."""
