import Foundation
import Testing

@testable import Platform

/// Lines of a pipe, as they come.
struct LineInputTests {
  private let pipe = Foundation.Pipe()

  private func lines(limit: Int = 100) -> LineInput {
    LineInput(
      descriptor: pipe.fileHandleForReading.fileDescriptor, name: "pipe", limit: limit)
  }

  private func write(_ text: String) throws {
    try pipe.fileHandleForWriting.write(contentsOf: Data(text.utf8))
  }

  private func line(_ text: String) -> LineInput.Event { .line(Array(text.utf8)) }

  @Test func linesComeOneByOne() throws {
    var lines = lines()
    try write("a\nb\r\n\nc")
    #expect(try lines.next(within: nil) == line("a"))
    #expect(try lines.next(within: nil) == line("b\r"))
    #expect(try lines.next(within: nil) == line(""))
    #expect(try lines.next(within: 1) == .nothing)
    try write("d\ne")
    #expect(try lines.next(within: nil) == line("cd"))
    try pipe.fileHandleForWriting.close()
    #expect(try lines.next(within: nil) == line("e"))
    #expect(try lines.next(within: nil) == .end)
    #expect(try lines.next(within: nil) == .end)
  }

  @Test func longLinesArePassedOver() throws {
    var lines = lines(limit: 4)
    try write("abcd\nabcde\nx\n")
    #expect(try lines.next(within: nil) == line("abcd"))
    #expect(try lines.next(within: nil) == .longLine)
    #expect(try lines.next(within: nil) == line("x"))
    // One whose end has not come is told at once, and only once.
    try write("abcdefgh")
    #expect(try lines.next(within: nil) == .longLine)
    try write("ijkl")
    #expect(try lines.next(within: 1) == .nothing)
    try write("m\ny\n")
    #expect(try lines.next(within: nil) == line("y"))
    try write("abcdefgh")
    #expect(try lines.next(within: nil) == .longLine)
    try pipe.fileHandleForWriting.close()
    #expect(try lines.next(within: nil) == .end)
  }

  @Test func manyLinesAreWhole() throws {
    let pipe = pipe
    let texts = (0..<2_000).map { String(repeating: "\($0)", count: $0 % 90) }
    let writer = Thread {
      // A pipe holds less than that, so the reader is waited for.
      try? pipe.fileHandleForWriting.write(
        contentsOf: Data(texts.map { "\($0)\n" }.joined().utf8))
      try? pipe.fileHandleForWriting.close()
    }
    writer.start()
    var lines = lines(limit: 1_000)
    var found: [String] = []
    while case .line(let line) = try lines.next(within: nil) {
      found.append(String(decoding: line, as: UTF8.self))
    }
    #expect(found == texts)
  }
}
