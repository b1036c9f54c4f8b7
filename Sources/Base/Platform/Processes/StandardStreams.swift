internal import Synchronization

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

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

/// One of the three streams a process starts with.
public enum StandardStream: Int32, Sendable, Hashable {
  case input = 0
  case output = 1
  case error = 2

  var name: String {
    switch self {
    case .input: "standard input"
    case .output: "standard output"
    case .error: "standard error"
    }
  }
}

/// The terminal behind the standard streams, if there is one.
public enum Terminal {
  /// Whether a stream is a terminal.
  public static func isTerminal(_ stream: StandardStream) -> Bool {
    isatty(stream.rawValue) == 1
  }

  /// The terminal's width in columns, or nil if the stream is none or does not know.
  public static func width(of stream: StandardStream = .output) -> Int? {
    var size = winsize()
    guard ioctl(stream.rawValue, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
    return Int(size.ws_col)
  }

  /// Reads standard input to its end.
  ///
  /// Throws `.fileTooLarge` if there are more than `maxBytes` bytes.
  public static func readStandardInput(maxBytes: Int = .max) throws(SystemError) -> [UInt8] {
    let name = StandardStream.input.name
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = try retrying(.read, name) {
        chunk.withUnsafeMutableBytes { readRaw(0, $0.baseAddress, $0.count) }
      }
      if count == 0 { return bytes }
      bytes.append(contentsOf: chunk[..<count])
      if bytes.count > maxBytes {
        throw SystemError(call: .read, path: name, errno: .fileTooLarge)
      }
    }
  }

  /// Reads one line of standard input, without its end; empty at the end of input.
  public static func readLine() throws(SystemError) -> String {
    var line: [UInt8] = []
    var byte: UInt8 = 0
    while true {
      let count = try retrying(.read, StandardStream.input.name) {
        withUnsafeMutableBytes(of: &byte) { readRaw(0, $0.baseAddress, 1) }
      }
      if count == 0 || byte == 10 { return String(decoding: line, as: UTF8.self) }
      line.append(byte)
    }
  }
}
