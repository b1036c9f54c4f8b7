#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// How a file is opened. Descriptors are never inherited by child processes (`O_CLOEXEC`).
public enum OpenMode: Sendable, Hashable {
  /// Reading; the file must exist.
  case read
  /// Reading and writing; the file must exist.
  case readWrite
  /// Reading and writing; created empty if absent.
  case readWriteCreate
  /// Writing at the end; created empty if absent.
  case append
  /// Reading and writing a file that must not exist yet (`O_CREAT | O_EXCL`).
  case createExclusive
  /// Writing to what must exist, from its start; a pipe that nobody reads fails at once with
  /// `.noDevice` (`O_NONBLOCK`).
  case write
  /// Writing from the start; created if absent, emptied if not.
  case truncate
  /// A directory, to flush it.
  case directory

  var flags: Int32 {
    switch self {
    case .read: O_RDONLY | O_CLOEXEC
    case .readWrite: O_RDWR | O_CLOEXEC
    case .readWriteCreate: O_RDWR | O_CREAT | O_CLOEXEC
    case .append: O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC
    case .createExclusive: O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC
    case .write: O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC
    case .truncate: O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC
    case .directory: O_RDONLY | O_DIRECTORY | O_CLOEXEC
    }
  }
}
