import { Alert, Form } from 'antd';

/** A refusal that belongs to no field, above the fields. */
export function FormProblem({ text }: { text: string }) {
  return (
    <Form.Item>
      <Alert type="error" showIcon role="alert" title={text} />
    </Form.Item>
  );
}
