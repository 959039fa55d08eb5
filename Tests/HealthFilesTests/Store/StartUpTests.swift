// What files can answer starts no libgit2: where the repository cannot even be opened, they still answer.

import Foundation
import Testing

@testable import HealthFiles
@testable import hfile

@Suite struct StartUpTests {
  @Test(arguments: [
    "show prd-tea", "show store", "show policy/loyalty", "show prd-tea --format json", "list product",
    "list product --where 'price > 1'", "types", "schema product", "export product",
  ])
  func filesSufficeWithoutARepository(_ line: String) throws {
    let shell = Shell.inStore()
    #expect(shell.run("new product id=tea name=茶 price=30").code == .done)
    let before = shell.run(line)
    #expect(before.code == .done, "\(before.error)")
    try FileManager.default.removeItem(atPath: shell.current + "/.git/objects")
    try shell.write("not a reference\n", to: ".git/HEAD")
    let after = shell.run(line)
    #expect(after.code == .done, "\(after.error)")
    #expect(after.output == before.output)
    #expect(shell.run("log").code != .done)
  }
}
