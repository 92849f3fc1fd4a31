"""What is shown of a record or an asset, as labelled values and sentences without any HTML."""
