// How many articles when: a bar or its row in the table narrows the articles to its days.

clicked("from", (at) => trigger("narrow_dates", { since: at.dataset.from, until: at.dataset.to }));
clicked("per", (at) => trigger("count_per", { per: at.dataset.per }));
