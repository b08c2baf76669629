package org.daxlease.webhook;

import org.daxlease.journal.Journal;
import org.daxlease.journal.JournalReader;
import org.springframework.stereotype.Component;

/** The journal, from both sides. */
@Component
record WebhookJournal(Journal journal, JournalReader reader) {}
