/**
 * Who may do what, as people agreed on it. A line says: this role, seated at a desk of this level, may do this with
 * these kinds of this book, at desks that stand so to its own. What no line says is not allowed. Rule A10.
 *
 * role   网格员 worker · 社区书记 supervisor · 街道派遣员 dispatcher · 责任单位 unit · 调解员 mediator · 养老专员 elder-care ·
 *        志愿服务协调员 volunteers · 上级查看 viewer · 管理员 admin
 * at     市 city · 区 district · 街道 street · 社区 community · 网格 grid; `any` is all five, `four` all but the grid
 * desk   own, below it, above it, beside it (everything else)
 * book   field 走访台账 (households, visits, patrols, problems) · care 为老台账 (elders, health, hardship); a book opens only
 *        where the grant names it, too. `-` is for what is in no book: seats, accounts, exports
 * kind   of entry; `*` is every kind of the book, also those to come. In no book: people (who sits where), cover 顶岗,
 *        exports (who took what out), deliveries (who was shown whose details), accounts (accounts, grants, devices, and
 *        their trace), erasures 清除个人信息, drawings 社区底图 (who changes it, and who did)
 * when   held: from the grant's first day to its last, or until it was ended. after: for 30 days after that, for what was
 *        written down while it held
 */
export const table = `
role       | at   | desk      | book       | kind                               | may                                                | when
worker     | grid | own       | field care | *                                  | read write amend withdraw                          | held
worker     | grid | own       | field care | *                                  | write amend withdraw                               | after
supervisor | any  | own below | field care | *                                  | read write amend withdraw review export administer | held
supervisor | any  | own below | field care | cover                              | administer                                         | held
supervisor | any  | own below | -          | people exports deliveries erasures | read                                               | held
supervisor | any  | own below | -          | cover                              | read withdraw                                      | held
dispatcher | four | own       | field      | problem matter                     | read write amend withdraw export                   | held
dispatcher | four | below     | field      | problem matter place               | read                                               | held
dispatcher | four | below     | field      | problem                            | export                                             | held
unit       | four | own       | field      | problem matter                     | read write amend withdraw                          | held
mediator   | four | own       | field      | matter                             | read write amend withdraw                          | held
mediator   | four | own below | field      | household resident                 | read                                               | held
elder-care | four | own below | care       | *                                  | read write amend withdraw review export            | held
elder-care | four | own below | field      | household resident                 | read                                               | held
volunteers | four | own       | field      | problem                            | read write amend withdraw                          | held
volunteers | four | own below | field      | place                              | read                                               | held
viewer     | any  | own below | field care | *                                  | read                                               | held
admin      | any  | own below | field care | *                                  | administer                                         | held
admin      | any  | own below | -          | people exports deliveries          | read                                               | held
admin      | any  | own below | -          | cover                              | read withdraw                                      | held
admin      | any  | own below | -          | accounts                           | read administer                                    | held
admin      | any  | own below | -          | erasures                           | read erase                                         | held
admin      | any  | own below | -          | drawings                           | read administer                                    | held
`;
