import type { Content } from '../content/content.ts';

/** How it works. */
export function Steps({ content: { steps } }: { content: Content }) {
  return (
    <section id="steps" class="section" aria-labelledby="steps-title">
      <h2 id="steps-title">{steps.title}</h2>
      <p class="lead">{steps.lead}</p>
      <ol class="steps">
        {steps.items.map(({ title, text, detail }, index) => (
          <li key={title}>
            <span class="step-number" aria-hidden="true">
              {index + 1}
            </span>
            <h3>{title}</h3>
            <p>{text}</p>
            <p class="fine">{detail}</p>
          </li>
        ))}
      </ol>
    </section>
  );
}
