/// The operation of the operating system that a call of this module performs.
///
/// Names faults and recorded calls, and appears in error messages.
public enum SystemCall: String, Sendable, Hashable, CaseIterable {
  case open, read, write, close
  case fsync, fdatasync, syncfs
  case truncate, stat, map, lock
  case rename, link, unlink, mkdir, rmdir, list
  case chmod, realpath, readlink, utimes
  case getcwd, pipe, poll, spawn, wait
  case socket, bind, listen, dup
}
