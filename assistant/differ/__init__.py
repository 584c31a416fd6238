"""Where articles say different things of the same fact: found among the evidence, and told with outlet and date."""
