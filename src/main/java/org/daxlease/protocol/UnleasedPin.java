package org.daxlease.protocol;

/** What happens to a LONGTERM pin on a DAX file that no lease of its process covers (rule 4). */
public enum UnleasedPin {
  /** Accepted; the process gets SIGBUS at once when an operation wants the range. */
  SIGBUS,
  /** A lease of origin IMPLICIT is taken along with it. */
  IMPLICIT_LEASE,
  /** Refused with EPERM. */
  REFUSE
}
