import Foundation
import TestSupport
import Testing

/// What would let a text be more than a text does not compile.
@Suite struct RefusedFormsTests {
  @Test func formsThatWouldBeUnsafeDoNotCompile() throws {
    let program = """
      import Markup
      func page(_ text: String, _ name: StaticString, _ html: inout HTML) {
        _ = a(.href(Link("prompts").name(text)), .class("x"), .title(text)) { text }
        _ = a(.href(text)) { "x" } // refused
        _ = a(.href("javascript:alert(1)")) { "x" } // refused
        _ = a(.action(text)) { "x" } // refused
        _ = Link(text) // refused
        _ = Link("\\(text)") // refused
        _ = HTML(literal: "<b>") // refused
        _ = HTML(literal: text) // refused
        _ = HTML(bytes: Array(text.utf8)) // refused
        _ = p(.class(text)) { "x" } // refused
        _ = p(.data(DataName(text), "x")) { "x" } // refused
        _ = p(.style("x")) { "x" } // refused
        _ = p(.onclick("x")) { "x" } // refused
        _ = p(.src(.root)) { "x" } // refused
        _ = a(.target("_blank")) { "x" } // refused
        _ = Attribute("onclick", text) // refused
        _ = Attribute(name: "onclick", value: nil, isSwitch: true) // refused
        _ = element("script", [], HTML(text)) // refused
        _ = script { text } // refused
        _ = script(src: text) // refused
        _ = style { text } // refused
        _ = path(text) // refused
        html.bytes += Array(text.utf8) // refused
        html.add("<b>") // refused
        html.open("script", []) // refused
      }
      """
    let folder = try TemporaryDirectory()
    let file = "\(folder.path)/page.swift"
    try program.write(toFile: file, atomically: true, encoding: .utf8)
    let result = try run(
      "swiftc",
      [
        "-typecheck", "-swift-version", "6", "-I", "\(BuiltPrograms.besideTests)/Modules",
        "-module-cache-path", "\(folder.path)/cache", file,
      ])
    let refused = program.split(separator: "\n", omittingEmptySubsequences: false)
      .enumerated().filter { $0.element.hasSuffix("// refused") }.map { $0.offset + 1 }
    let pattern = /page\.swift:([0-9]+):[0-9]+: error/
    let errors = result.stderr.matches(of: pattern).compactMap { Int($0.output.1) }
    #expect(refused.count > 20)
    #expect(Set(errors).sorted() == refused, "\(result.stderr)")
  }
}
