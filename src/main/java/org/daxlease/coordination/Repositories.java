package org.daxlease.coordination;

import org.springframework.stereotype.Component;

/** The tables that commands read and write under a file's lock, and who may have how much. */
@Component
record Repositories(
    FileRepository files,
    ProcessRepository processes,
    MappingRepository mappings,
    LeaseRepository leases,
    PinRepository pins,
    OverlappingPins overlappingPins,
    OperationRepository operations,
    BreakRepository breaks,
    AgentRepository agents,
    Quotas quotas) {}
