internal import Synchronization

/// A buffered writer to standard output or standard error.
///
/// Standard output is written when the buffer is full and by ``flush()``; standard error at once.
/// If the reader is gone, calls throw `.brokenPipe` (after ``Signals/ignoreFailedWrites()``): a
/// program then ends silently.
public final class StreamWriter: Sendable {
  /// The writer to standard output.
  public static let output = StreamWriter(.output, bufferSize: 65_536)
  /// The writer to standard error.
  public static let error = StreamWriter(.error, bufferSize: 0)

  private let descriptor: Int32
  private let name: String
  private let bufferSize: Int
  private let buffer = Mutex<[UInt8]>([])

  init(_ stream: StandardStream, bufferSize: Int) {
    descriptor = stream.rawValue
    name = stream.name
    self.bufferSize = bufferSize
  }

  /// Writes bytes.
  public func write(_ bytes: [UInt8]) throws(SystemError) {
    try append { $0.append(contentsOf: bytes) }
  }

  /// Writes a text as UTF-8.
  public func write(_ text: String) throws(SystemError) {
    try append { $0.append(contentsOf: text.utf8) }
  }

  /// Writes what is still in the buffer.
  public func flush() throws(SystemError) {
    try buffer.withLock { (bytes) throws(SystemError) in try drain(&bytes) }
  }

  private func append(_ body: (inout [UInt8]) -> Void) throws(SystemError) {
    try buffer.withLock { (bytes) throws(SystemError) in
      body(&bytes)
      if bytes.count >= bufferSize { try drain(&bytes) }
    }
  }

  private func drain(_ bytes: inout [UInt8]) throws(SystemError) {
    // What could not be written is given up: a second try would repeat a part of it.
    defer { bytes.removeAll(keepingCapacity: true) }
    var done = 0
    while done < bytes.count {
      done += try retrying(.write, name) {
        bytes.withUnsafeBytes { buffer in
          writeRaw(descriptor, buffer.baseAddress.map { $0 + done }, buffer.count - done)
        }
      }
    }
  }
}
