#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

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
