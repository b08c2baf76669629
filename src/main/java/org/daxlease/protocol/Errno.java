package org.daxlease.protocol;

/** The errno names that refusals carry as their code ({@code errno(3)}). */
public enum Errno {
  EINVAL,
  EOVERFLOW,
  EACCES,
  EPERM,
  ENOENT,
  EMSGSIZE,
  EAGAIN,
  EWOULDBLOCK,
  ETXTBSY,
  EDEADLK,
  EBUSY,
  EEXIST,
  EALREADY,
  ESTALE,
  ESRCH,
  EFAULT,
  EOPNOTSUPP,
  EDQUOT,
  EIO
}
