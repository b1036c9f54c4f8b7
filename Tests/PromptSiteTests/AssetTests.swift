import Foundation
import Markup
import PromptSite
import TestSupport
import Testing

/// The style sheet and the script are small, and the script makes no markup.
@Suite struct AssetTests {
  private let folder = "\(RealPrompts.projectRoot)/Sources/Server/PromptSite/Assets"

  @Test func filesAreThoseOfTheSource() throws {
    for asset in Asset.all {
      // Lines that say something, without their indentation.
      let served = "s/^ +//; /^\\/\\//d; /^\\/\\*.*\\*\\/$/d; /^$/d"
      let script = asset.name == "icon.svg" ? "" : served
      let text = try run("sed", ["-E", script, "\(folder)/\(asset.name)"]).stdout
      #expect(String(decoding: asset.bytes, as: UTF8.self) == text)
      let digest = try run("sha256sum", stdin: Array(text.utf8)).stdout.prefix(16)
      #expect(asset.link.text == "/assets/\(digest)/\(asset.name)")
    }
    #expect(Asset.styles.bytes.count + Asset.script.bytes.count <= 30_000)
  }

  @Test func theScriptMakesNoMarkupAndAsksNobodyElse() throws {
    let script = String(decoding: Asset.script.bytes, as: UTF8.self)
    for word in [
      "innerHTML", "outerHTML", "insertAdjacent", "eval", "Function(", "write(", "createElement",
      "DOMParser", "createContextualFragment", "setAttribute", "import", "http:", "https:", "//e",
      "cookie", "localStorage", "XMLHttpRequest", "sendBeacon", "srcdoc", ".src", ".href =",
    ] {
      #expect(!script.contains(word), "\(word)")
    }
  }

  /// A name that one of both has and the other does not would do nothing, unseen.
  @Test func theScriptAndThePagesHaveTheSameNames() throws {
    let script = String(decoding: Asset.script.bytes, as: UTF8.self)
    let names = try String(
      contentsOfFile: "\(folder)/../Frame/ScriptNames.swift", encoding: .utf8
    )
    .matches(of: /DataName\("data-([a-z]+)"\)/).map { String($0.output.1) }
    let asked = script.matches(of: /\[data-([a-z]+)\]|dataset\.([a-z]+)|'([a-z]+)' in time.dataset/)
      .compactMap { $0.output.1 ?? $0.output.2 ?? $0.output.3 }.map(String.init)
    #expect(Set(names) == Set(asked))
    #expect(names.count == 13)
  }

  /// The style sheet loads nothing, and every class of the frame is in it.
  @Test func theStyleSheetAsksForNothing() throws {
    let style = String(decoding: Asset.styles.bytes, as: UTF8.self)
    for word in ["url(", "@import", "@font-face", "expression"] {
      #expect(!style.contains(word), "\(word)")
    }
    for name in [
      "side", "brand", "nav", "folders", "who", "skip", "text", "var", "val", "ctl", "sr",
    ] {
      #expect(style.contains(".\(name)"), "\(name)")
    }
    #expect(style.filter { $0 == "{" }.count == style.filter { $0 == "}" }.count)
  }
}
