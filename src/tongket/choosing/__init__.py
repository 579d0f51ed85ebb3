"""What is a matter of degree, chosen by learned weights among options that the rules of `reading/` set up.

Rules read what the language makes certain. Where several readings are possible (which of five periods, where the
counted phrase ends), each option gets a score: the sum of the weights of the features that it shows, learnt from
annotated documents (`make train`). What the rules themselves would choose is one feature among the others.
Whole numbers all along, so that every machine chooses the same.
"""
