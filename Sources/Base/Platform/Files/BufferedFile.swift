/// A file that is written from its start on, in large pieces.
public struct BufferedFile: ~Copyable {
  private static let limit = 256 << 10

  private let file: File
  private var buffer: [UInt8] = []
  private var written = 0

  /// Writes to an open file from its position on, which has to be the start.
  public init(_ file: consuming File) {
    self.file = file
  }

  /// How many bytes there are so far.
  public var count: Int { written + buffer.count }

  /// Adds bytes.
  public mutating func append(_ bytes: some Collection<UInt8>) throws(SystemError) {
    buffer += bytes
    try drainIfFull()
  }

  /// Adds the bytes that a closure appends to what it is given.
  public mutating func append(
    _ body: (inout [UInt8]) -> Void
  ) throws(SystemError) {
    body(&buffer)
    try drainIfFull()
  }

  private mutating func drainIfFull() throws(SystemError) {
    if buffer.count >= BufferedFile.limit { try drain() }
  }

  private mutating func drain() throws(SystemError) {
    try file.write(buffer)
    written += buffer.count
    buffer.removeAll(keepingCapacity: true)
  }

  /// Writes what is left, and gives the file back.
  public consuming func finish() throws(SystemError) -> File {
    if !buffer.isEmpty { try drain() }
    return file
  }
}
