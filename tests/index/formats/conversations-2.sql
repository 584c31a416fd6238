BEGIN TRANSACTION;
CREATE TABLE conversations (
	id VARCHAR NOT NULL, 
	title VARCHAR NOT NULL, 
	created VARCHAR NOT NULL, 
	updated VARCHAR NOT NULL, 
	owner VARCHAR DEFAULT '' NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "conversations" VALUES('c1','What was corrected?','2026-11-25T14:44:39+00:00','2026-11-25T14:44:39+00:00','');
CREATE TABLE exchanges (
	number INTEGER NOT NULL, 
	id VARCHAR NOT NULL, 
	conversation_id VARCHAR NOT NULL, 
	question TEXT NOT NULL, 
	words TEXT NOT NULL, 
	value TEXT NOT NULL, 
	feedback TEXT, 
	PRIMARY KEY (number), 
	UNIQUE (id), 
	FOREIGN KEY(conversation_id) REFERENCES conversations (id) ON DELETE CASCADE
);
INSERT INTO "exchanges" VALUES(1,'x1','c1','What was corrected?','what was corrected? ','{"question":"What was corrected?","id":"x1","asked":"","filters":{"since":null,"until":null,"source":null,"author":null,"article":null,"language":null},"doing":"","evidence":[],"around":[],"draft":"","answer":null,"trouble":"The model was away.","feedback":null}','{"verdict": "wrong", "comment": "on Friday"}');
CREATE INDEX ix_exchanges_conversation_id ON exchanges (conversation_id);
COMMIT;
PRAGMA user_version = 2;
