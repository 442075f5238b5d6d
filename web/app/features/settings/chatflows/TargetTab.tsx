import { Button, IconButton } from "@kit/Button.tsx";
import { Select } from "@kit/Field.tsx";
import { api } from "../../../api/client.ts";
import { t } from "../../../i18n/i18n.ts";
import { useServer } from "../server.ts";
import { Section } from "../Page.tsx";
import type { TabProps } from "./ChatflowEditor.tsx";
import { type Condition, FIELDS, newCondition, newPageRule, operatorsOf, PAGE_KINDS, type PageRule, replaced, valuesOf, without } from "./model.ts";

/** Where and to whom a chatflow shows (BOT-03, BOT-04). */
export function TargetTab({ chatflow, onChange }: TabProps) {
  const { target } = chatflow;
  const put = (part: Partial<typeof target>) => onChange({ target: { ...target, ...part } });
  const groups = target.visitor.any ?? [];
  const setGroups = (any: typeof groups) => put({ visitor: { any } });
  return (
    <>
      <Section title={t("chatflows.show")} text={t("chatflows.show_text")}>
        <PageRules label={t("chatflows.show")} rules={target.show} onChange={(show) => put({ show })} />
      </Section>
      <Section title={t("chatflows.hide")} text={t("chatflows.hide_text")}>
        <PageRules label={t("chatflows.hide")} rules={target.hide} onChange={(hide) => put({ hide })} />
      </Section>
      <Section title={t("chatflows.visitor")} text={t("chatflows.visitor_text")}>
        {groups.map((group, index) => (
          <div key={index} className="form-box" role="group" aria-label={t("chatflows.group", { n: index + 1 })}>
            <Conditions list={group.all ?? []} onChange={(all) => setGroups(all.length > 0 ? replaced(groups, index, { all }) : without(groups, index))} />
          </div>
        ))}
        <div>
          <Button icon="plus" onClick={() => setGroups([...groups, { all: [newCondition()] }])}>
            {t(groups.length > 0 ? "chatflows.add_or" : "chatflows.add_condition")}
          </Button>
        </div>
      </Section>
    </>
  );
}

function PageRules({ label, rules, onChange }: { label: string; rules: readonly PageRule[]; onChange: (rules: PageRule[]) => void }) {
  return (
    <div className="vstack" role="group" aria-label={label}>
      {rules.map((rule, index) => {
        const put = (part: Partial<PageRule>) => onChange(replaced(rules, index, part));
        return (
          <div key={index} className="form-line">
            <Select aria-label={t("chatflows.page_kind")} value={rule.kind} onChange={(event) => put({ kind: event.target.value as PageRule["kind"] })}>
              {PAGE_KINDS.map((kind) => (
                <option key={kind} value={kind}>
                  {t(`chatflows.page_${kind}`)}
                </option>
              ))}
            </Select>
            {rule.kind.startsWith("param_") && <input className="input" aria-label={t("chatflows.param")} placeholder="utm_source" maxLength={200} value={rule.param} onChange={(event) => put({ param: event.target.value })} />}
            {rule.kind !== "all" && <input className="input grow" required aria-label={t("chatflows.page_value")} placeholder={EXAMPLES[rule.kind]} maxLength={1000} value={rule.value} onChange={(event) => put({ value: event.target.value })} />}
            <IconButton icon="trash" label={t("action.delete")} onClick={() => onChange(without(rules, index))} />
          </div>
        );
      })}
      <div>
        <Button icon="plus" onClick={() => onChange([...rules, newPageRule()])}>
          {t("chatflows.add_page")}
        </Button>
      </div>
    </div>
  );
}

const EXAMPLES: Partial<Record<PageRule["kind"], string>> = { is: "https://www.example.com/pricing", contains: "/pricing", begins: "https://shop.example.com/", wildcard: "*.example.com/help/*" };

function Conditions({ list, onChange }: { list: readonly Condition[]; onChange: (list: Condition[]) => void }) {
  return (
    <>
      {list.map((condition, index) => (
        <ConditionLine key={index} condition={condition} onChange={(part) => onChange(replaced(list, index, part))} onRemove={() => onChange(without(list, index))} />
      ))}
      <div>
        <Button compact look="ghost" icon="plus" onClick={() => onChange([...list, newCondition()])}>
          {t("chatflows.add_and")}
        </Button>
      </div>
    </>
  );
}

interface ConditionLineProps {
  condition: Condition;
  onChange: (part: Partial<Condition>) => void;
  onRemove: () => void;
}

function ConditionLine({ condition, onChange, onRemove }: ConditionLineProps) {
  const values = valuesOf(condition.field);
  const number = condition.field === "views" || condition.field === "seconds_on_page";
  return (
    <div className="form-line">
      <Select aria-label={t("chatflows.field")} value={condition.field} onChange={(event) => onChange(newCondition(event.target.value as Condition["field"]))}>
        {FIELDS.map((field) => (
          <option key={field} value={field}>
            {t(`chatflows.field_${field}`)}
          </option>
        ))}
      </Select>
      {condition.field === "property" && <input className="input" required aria-label={t("chatflows.property")} placeholder="company" maxLength={100} value={condition.name} onChange={(event) => onChange({ name: event.target.value })} />}
      <Select aria-label={t("chatflows.op")} value={condition.op} onChange={(event) => onChange({ op: event.target.value as Condition["op"] })}>
        {operatorsOf(condition.field).map((op) => (
          <option key={op} value={op}>
            {t(`chatflows.op_${op}`)}
          </option>
        ))}
      </Select>
      {condition.field === "list" ? (
        <ListChoice value={condition.value} onChange={(value) => onChange({ value })} />
      ) : values ? (
        <Select aria-label={t("chatflows.value")} value={condition.value} onChange={(event) => onChange({ value: event.target.value })}>
          {values.map((value) => (
            <option key={value} value={value}>
              {t(`chatflows.value_${value as "true"}`)}
            </option>
          ))}
        </Select>
      ) : (
        <input className="input grow" required type={number ? "number" : "text"} min={0} aria-label={t("chatflows.value")} maxLength={500} value={condition.value} onChange={(event) => onChange({ value: event.target.value })} />
      )}
      <IconButton icon="trash" label={t("action.delete")} onClick={onRemove} />
    </div>
  );
}

// A list that has gone since stays in sight: nobody is in it.
function ListChoice({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const lists = useServer("record-lists", () => api.GET("/objects/{object}/lists", { params: { path: { object: "contacts" } } }), "contacts")?.lists;
  const gone = value !== "" && lists && !lists.some((list) => list.id === value);
  return (
    <Select aria-label={t("chatflows.value")} required value={value} onChange={(event) => onChange(event.target.value)}>
      <option value="">{t("chatflows.choose_list")}</option>
      {gone && <option value={value}>{t("chatflows.list_gone")}</option>}
      {lists?.map((list) => (
        <option key={list.id} value={list.id}>
          {list.name}
        </option>
      ))}
    </Select>
  );
}
