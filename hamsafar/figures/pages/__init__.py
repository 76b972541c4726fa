"""The pages of figures: reading is everybody's, importing is for analysts."""
